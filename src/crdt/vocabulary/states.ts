import type { Label } from './labels.ts'

export const JOB_STATES = {
  planned: { fr: 'Planifié', en: 'Planned' },
  received: { fr: 'Réceptionné', en: 'Received' },
  preparation: { fr: 'Préparation', en: 'Preparation' },
  installation: { fr: 'Pose', en: 'Installation' },
  inspection: { fr: 'Contrôle', en: 'Inspection' },
  ready: { fr: 'Prêt', en: 'Ready' },
  delivered: { fr: 'Livré', en: 'Delivered' },
  closed: { fr: 'Clos', en: 'Closed' },
  suspended: { fr: 'Suspendu', en: 'Suspended' },
  cancelled: { fr: 'Annulé', en: 'Cancelled' },
} as const satisfies Record<string, Label>
export type JobState = keyof typeof JOB_STATES

export const ZONE_STATES = {
  todo: { fr: 'À faire', en: 'To do' },
  prepared: { fr: 'Préparée', en: 'Prepared' },
  cut: { fr: 'Découpée', en: 'Cut' },
  installed: { fr: 'Posée', en: 'Installed' },
  inspected: { fr: 'Contrôlée', en: 'Inspected' },
  rework: { fr: 'À reprendre', en: 'Rework' },
} as const satisfies Record<string, Label>
export type ZoneState = keyof typeof ZONE_STATES

export const PRIORITIES = {
  low: { fr: 'Basse', en: 'Low' },
  normal: { fr: 'Normale', en: 'Normal' },
  high: { fr: 'Haute', en: 'High' },
  urgent: { fr: 'Urgente', en: 'Urgent' },
} as const satisfies Record<string, Label>
export type Priority = keyof typeof PRIORITIES

export const ROLES = {
  admin: { fr: 'Administrateur', en: 'Administrator' },
  supervisor: { fr: "Chef d'atelier", en: 'Supervisor' },
  technician: { fr: 'Technicien', en: 'Technician' },
  viewer: { fr: 'Lecteur', en: 'Viewer' },
} as const satisfies Record<string, Label>
export type Role = keyof typeof ROLES

/** Who may do what no technician may: override a gate, decide, seal, reopen. */
export function isSupervising(role: Role): boolean {
  return role === 'admin' || role === 'supervisor'
}

export const BODY_TYPES = {
  city: { fr: 'Citadine', en: 'City car' },
  sedan: { fr: 'Berline', en: 'Sedan' },
  suv: { fr: 'SUV', en: 'SUV' },
  coupe: { fr: 'Coupé / cabriolet', en: 'Coupé / convertible' },
  van: { fr: 'Utilitaire', en: 'Van' },
  motorcycle: { fr: 'Moto', en: 'Motorcycle' },
} as const satisfies Record<string, Label>
export type BodyType = keyof typeof BODY_TYPES

export const PAINTS = {
  oem: { fr: "D'origine", en: 'OEM' },
  respray: { fr: 'Refaite', en: 'Respray' },
  matte: { fr: 'Mate', en: 'Matte' },
  ceramic: { fr: 'Céramique', en: 'Ceramic' },
} as const satisfies Record<string, Label>
export type Paint = keyof typeof PAINTS

export const PHOTO_PHASES = {
  reception: { fr: 'Réception', en: 'Reception' },
  before: { fr: 'Avant', en: 'Before' },
  during: { fr: 'Pendant', en: 'During' },
  after: { fr: 'Après', en: 'After' },
  defect: { fr: 'Défaut', en: 'Defect' },
} as const satisfies Record<string, Label>
export type PhotoPhase = keyof typeof PHOTO_PHASES

export const PHOTO_VIEWS = {
  front_left: { fr: 'Trois-quarts avant gauche', en: 'Front left quarter' },
  front_right: { fr: 'Trois-quarts avant droit', en: 'Front right quarter' },
  rear_left: { fr: 'Trois-quarts arrière gauche', en: 'Rear left quarter' },
  rear_right: { fr: 'Trois-quarts arrière droit', en: 'Rear right quarter' },
  front: { fr: 'Face avant', en: 'Front' },
  rear: { fr: 'Face arrière', en: 'Rear' },
  left: { fr: 'Côté gauche', en: 'Left side' },
  right: { fr: 'Côté droit', en: 'Right side' },
  vin: { fr: 'VIN', en: 'VIN' },
  odometer: { fr: 'Compteur', en: 'Odometer' },
  detail: { fr: 'Détail', en: 'Detail' },
} as const satisfies Record<string, Label>
export type PhotoView = keyof typeof PHOTO_VIEWS
/** The views without which no installation starts. */
export const REQUIRED_VIEWS = ['front_left', 'front_right', 'rear_left', 'rear_right', 'odometer'] as const
