import type { Label } from './labels.ts'

const list = <T extends Record<string, Label>>(checks: T): T => checks

export const RECEPTION_CHECKS = list({
  identity: { fr: 'Identité du véhicule contrôlée', en: 'Vehicle identity checked' },
  odometer: { fr: 'Kilométrage relevé', en: 'Odometer read' },
  photo_tour: { fr: 'Tour photo effectué', en: 'Photo tour done' },
  damage_map: { fr: 'Dommages cartographiés', en: 'Damage mapped' },
  thickness: { fr: 'Épaisseurs mesurées', en: 'Paint thickness measured' },
  respray: { fr: 'Peinture refaite signalée', en: 'Respray reported' },
  coating: { fr: 'Céramique / cire déclarée', en: 'Ceramic / wax declared' },
  zones: { fr: 'Zones validées avec le client', en: 'Zones agreed with the client' },
})

export const PREPARATION_CHECKS = list({
  wash: { fr: 'Lavage neutre', en: 'Neutral wash' },
  iron: { fr: 'Déferrisation', en: 'Iron removal' },
  clay: { fr: 'Gommage', en: 'Clay' },
  polish: { fr: 'Polissage éventuel', en: 'Polish if needed' },
  removed_parts: { fr: 'Éléments déposés listés', en: 'Removed parts listed' },
  degrease: { fr: 'Arêtes dégraissées', en: 'Edges degreased' },
  dry_seals: { fr: 'Séchage des joints', en: 'Seals dried' },
  dust: { fr: 'Poste dépoussiéré', en: 'Bay dust-free' },
  conditions: { fr: 'Conditions relevées', en: 'Conditions recorded' },
})

export const ZONE_CHECKS = list({
  template: { fr: 'Gabarit conforme', en: 'Template matches' },
  roll: { fr: 'Rouleau scanné', en: 'Roll scanned' },
  placed: { fr: 'Film positionné', en: 'Film placed' },
  squeegee: { fr: 'Raclage complet', en: 'Fully squeegeed' },
  edges: { fr: 'Bords rabattus', en: 'Edges wrapped' },
  tension: { fr: 'Tension contrôlée', en: 'Tension checked' },
  heat: { fr: 'Chauffe finale', en: 'Final heat' },
  raking_light: { fr: 'Contrôle rasant', en: 'Raking-light check' },
})

export const CONTROL_CHECKS = list({
  light_360: { fr: 'Lumière rasante 360°', en: 'Raking light 360°' },
  edges: { fr: 'Bords au doigt', en: 'Edges by finger' },
  sensors: { fr: 'Capteurs / caméras dégagés', en: 'Sensors / cameras clear' },
  refitted: { fr: 'Éléments remontés', en: 'Parts refitted' },
  rework: { fr: 'Reprises closes', en: 'Rework closed' },
  cleaning: { fr: 'Nettoyage', en: 'Cleaning' },
})

/** The handover's sixth item, the signature, is no tick: it follows from the signature itself. */
export const HANDOVER_CHECKS = list({
  presented: { fr: 'Présentation au client', en: 'Presented to the client' },
  water_pockets: { fr: "Poches d'eau expliquées", en: 'Water pockets explained' },
  aftercare: { fr: 'Entretien remis', en: 'Aftercare handed over' },
  warranty: { fr: 'Garantie remise', en: 'Warranty handed over' },
  appointment: { fr: 'Rendez-vous fixé', en: 'Appointment made' },
})

export const CHECKLISTS = {
  reception: { label: { fr: 'Réception', en: 'Reception' }, checks: RECEPTION_CHECKS },
  preparation: { label: { fr: 'Préparation', en: 'Preparation' }, checks: PREPARATION_CHECKS },
  control: { label: { fr: 'Contrôle', en: 'Quality control' }, checks: CONTROL_CHECKS },
  handover: { label: { fr: 'Remise', en: 'Handover' }, checks: HANDOVER_CHECKS },
} as const

export type ChecklistId = keyof typeof CHECKLISTS
export type ZoneCheckId = keyof typeof ZONE_CHECKS
/** `check` of list `L`. */
export type CheckId<L extends ChecklistId> = keyof (typeof CHECKLISTS)[L]['checks'] & string
