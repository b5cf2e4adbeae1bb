/**
 * What can go wrong between an edit and the disk. Each kind has a sentence for people, in both languages, that
 * names what is safe. In none of these cases is anything overwritten.
 */
export type StoreProblemKind =
  | 'folder-missing'
  | 'folder-unreadable'
  | 'folder-unwritable'
  | 'database-missing' // photos are there, the database is not: somebody moved or deleted it
  | 'not-a-database'
  | 'foreign-database'
  | 'newer-schema'
  | 'corrupt'
  | 'locked' // another RPMA has this folder open
  | 'sqlite-too-old'
  | 'full'
  | 'io' // the disk refused; the store is closed and has to be opened again
  | 'malformed' // these bytes are no update, or this name no document's
  | 'projection' // the edit is saved, but lists could not be derived from it
  | 'blob-damaged' // a photo's bytes no longer match its name; set aside
  | 'crashed' // the worker ended by itself
  | 'closed'
  | 'internal'

/** Crosses the worker's port as it is. */
export interface StoreProblem {
  readonly kind: StoreProblemKind
  /** For people. */
  readonly fr: string
  readonly en: string
  /** For the log: paths, codes, versions. */
  readonly detail: string
}

/** What every operation of the store rejects with. */
export class StoreFault extends Error {
  readonly problem: StoreProblem
  constructor(problem: StoreProblem) {
    super(`${problem.kind}: ${problem.detail}`)
    this.name = 'StoreFault'
    this.problem = problem
  }
  get kind(): StoreProblemKind {
    return this.problem.kind
  }
}

// French typography: narrow no-break space (U+202F) before ; ! ?, no-break space (U+00A0) before the colon.
const sentences: Record<StoreProblemKind, readonly [fr: string, en: string]> = {
  'folder-missing': [
    'Le dossier de données est introuvable. Rien n’a été créé à sa place\u202f; rebranchez le disque ou choisissez le bon dossier.',
    'The data folder cannot be found. Nothing was created in its place; reconnect the drive or choose the right folder.',
  ],
  'folder-unreadable': [
    'Le dossier de données ne peut pas être lu. Vos données y sont intactes\u202f; vérifiez les droits d’accès.',
    'The data folder cannot be read. Your data in it is untouched; check the access rights.',
  ],
  'folder-unwritable': [
    'Le dossier de données est en lecture seule. Vos données y sont intactes, mais rien ne peut être enregistré.',
    'The data folder is read-only. Your data in it is untouched, but nothing can be saved.',
  ],
  'database-missing': [
    'Les photos sont là, mais la base de données manque. Rien n’a été créé à sa place\u202f; remettez-la ou restaurez une sauvegarde.',
    'The photos are there, but the database is missing. Nothing was created in its place; put it back or restore a backup.',
  ],
  'not-a-database': [
    'Le fichier de données n’est pas une base de données. Il n’a pas été touché\u202f; restaurez une sauvegarde dans un autre dossier.',
    'The data file is not a database. It was not touched; restore a backup into another folder.',
  ],
  'foreign-database': [
    'Ce fichier est la base de données d’une autre application. Il n’a pas été touché.',
    'This file is the database of another application. It was not touched.',
  ],
  'newer-schema': [
    'Ces données ont été écrites par une version plus récente de RPMA. Elles sont intactes\u202f; mettez l’application à jour.',
    'This data was written by a newer version of RPMA. It is untouched; update the application.',
  ],
  corrupt: [
    'La base de données est abîmée. Elle est gardée telle quelle\u202f; restaurez une sauvegarde, le relais renverra ce qu’il a reçu.',
    'The database is damaged. It is kept as it is; restore a backup, and the relay will send back what it received.',
  ],
  locked: [
    'RPMA est déjà ouvert sur ce dossier de données. Vos données sont intactes\u202f; utilisez la fenêtre déjà ouverte.',
    'RPMA is already open on this data folder. Your data is untouched; use the window that is already open.',
  ],
  'sqlite-too-old': [
    'Le moteur de base de données livré est trop ancien pour écrire sans risque. Vos données n’ont pas été touchées\u202f; réinstallez RPMA.',
    'The bundled database engine is too old to write safely. Your data was not touched; reinstall RPMA.',
  ],
  full: [
    'Le disque est plein\u00a0: la dernière saisie n’est pas enregistrée. Tout ce qui l’était déjà est intact\u202f; gardez ce document ouvert et libérez de la place.',
    'The disk is full: the last edit is not saved. Everything saved before is intact; keep this document open and free some space.',
  ],
  io: [
    'Le disque a refusé d’écrire ou de lire. Ce qui était enregistré est gardé\u202f; gardez ce document ouvert et relancez RPMA.',
    'The disk refused to write or read. What was saved is kept; keep this document open and restart RPMA.',
  ],
  malformed: [
    'Cette modification est illisible et n’a pas été enregistrée. Le document est intact.',
    'This edit is unreadable and was not saved. The document is intact.',
  ],
  projection: [
    'Une liste n’a pas pu être mise à jour. La saisie, elle, est enregistrée.',
    'A list could not be updated. The edit itself is saved.',
  ],
  'blob-damaged': [
    'Une photo est abîmée sur ce poste. Elle a été mise de côté et sera redemandée au relais.',
    'A photo is damaged on this device. It was set aside and will be asked from the relay again.',
  ],
  crashed: [
    'L’enregistrement s’est arrêté. Ce qui était enregistré est intact\u202f; gardez ce document ouvert et relancez RPMA.',
    'Saving has stopped. What was saved is intact; keep this document open and restart RPMA.',
  ],
  closed: [
    'Les données sont fermées\u00a0: cette saisie n’est pas enregistrée. Ce qui l’était déjà est intact.',
    'The data is closed: this edit is not saved. Everything saved before is intact.',
  ],
  internal: [
    'Erreur interne du stockage. Ce qui était enregistré est intact.',
    'Internal storage error. What was saved is intact.',
  ],
}

export function storeProblem(kind: StoreProblemKind, detail: string): StoreProblem {
  const [fr, en] = sentences[kind]
  return { kind, fr, en, detail }
}

export function storeFault(kind: StoreProblemKind, detail: string): StoreFault {
  return new StoreFault(storeProblem(kind, detail))
}

/** SQLite's and the file system's codes, as kinds. Anything else is our own mistake. */
export function problemFrom(error: unknown, context: string): StoreProblem {
  if (error instanceof StoreFault) return error.problem
  const code = codeOf(error)
  return storeProblem(
    kindFromCode(code),
    `${context}: ${code} ${error instanceof Error ? error.message : String(error)}`,
  )
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}

function kindFromCode(code: string): StoreProblemKind {
  // SQLite reports ENOSPC on write as FULL; our own files report it by name.
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return 'full'
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return 'io'
  if (code.startsWith('SQLITE_CORRUPT')) return 'corrupt'
  if (code === 'SQLITE_NOTADB') return 'not-a-database'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked'
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS') return 'folder-unwritable'
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'EACCES' || code === 'EPERM') return 'folder-unreadable'
  return 'internal'
}
