import type { Label } from './labels.ts'

/** What a vehicle may bring with it. */
export const PRE_EXISTING = {
  scratch: { fr: 'Rayure', en: 'Scratch' },
  chip: { fr: 'Éclat', en: 'Chip' },
  dent: { fr: 'Bosse', en: 'Dent' },
  crack: { fr: 'Fissure', en: 'Crack' },
  swirl: { fr: 'Micro-rayures', en: 'Swirl marks' },
  clearcoat: { fr: 'Vernis altéré', en: 'Clearcoat damage' },
  rust: { fr: 'Corrosion', en: 'Rust' },
  respray: { fr: 'Reprise de peinture', en: 'Respray' },
  misalign: { fr: 'Jeu / désaffleurement', en: 'Panel misalignment' },
  old_film: { fr: 'Film existant', en: 'Existing film' },
} as const satisfies Record<string, Label>

/** What an installation, an inspection or a re-inspection may find. */
export const POST_INSTALL = {
  air_bubble: { fr: "Bulle d'air", en: 'Air bubble' },
  water_pocket: { fr: "Poche d'eau", en: 'Water pocket' },
  contamination: { fr: 'Poussière', en: 'Contamination' },
  edge_lift: { fr: 'Décollement de bord', en: 'Edge lift' },
  finger: { fr: 'Pli / doigt', en: 'Finger' },
  lift_line: { fr: 'Ligne de reprise', en: 'Lift line' },
  stretch_mark: { fr: "Marque d'étirement", en: 'Stretch mark' },
  silvering: { fr: 'Argenture', en: 'Silvering' },
  glue_mark: { fr: 'Trace de colle', en: 'Glue mark' },
  orange_peel: { fr: "Peau d'orange", en: 'Orange peel' },
  misalignment: { fr: 'Désalignement', en: 'Misalignment' },
  short_edge: { fr: 'Bord court', en: 'Short edge' },
  cut_in_paint: { fr: 'Coupure du vernis', en: 'Cut in the paint' },
  tear: { fr: 'Déchirure', en: 'Tear' },
  haze: { fr: 'Voile', en: 'Haze' },
  yellowing: { fr: 'Jaunissement', en: 'Yellowing' },
  cracking: { fr: 'Craquelure', en: 'Cracking' },
  delamination: { fr: 'Délamination', en: 'Delamination' },
} as const satisfies Record<string, Label>

export const DEFECT_TYPES = { ...PRE_EXISTING, ...POST_INSTALL }
export type DefectType = keyof typeof DEFECT_TYPES

export const DEFECT_PHASES = {
  pre_existing: { fr: 'Préexistant', en: 'Pre-existing' },
  installation: { fr: 'Pose', en: 'Installation' },
  inspection: { fr: 'Contrôle', en: 'Inspection' },
  after: { fr: 'Après livraison', en: 'After delivery' },
} as const satisfies Record<string, Label>
export type DefectPhase = keyof typeof DEFECT_PHASES

export const SEVERITIES = {
  1: { fr: 'À surveiller', en: 'Watch' },
  2: { fr: 'À reprendre', en: 'Rework' },
  3: { fr: 'Bloquant', en: 'Blocking' },
} as const satisfies Record<number, Label>
export type Severity = keyof typeof SEVERITIES

export const OUTCOMES = {
  open: { fr: 'Ouvert', en: 'Open' },
  reworked: { fr: 'Repris', en: 'Reworked' },
  accepted: { fr: 'Accepté par le client', en: 'Accepted by the client' },
  claim: { fr: 'Réclamation', en: 'Claim' },
} as const satisfies Record<string, Label>
export type Outcome = keyof typeof OUTCOMES
