/** Where on the vehicle the defects are, numbered as in the list below. */
import { drawingOf } from '../../../../crdt/drawing/index.ts'
import type { DefectView } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Pin } from '../../zone-map/Pin.tsx'
import { TurningVehicle } from '../../zone-map/TurningVehicle.tsx'
import { useJobClient, useJobTools } from '../context.tsx'
import { useZoneName } from '../zoneName.ts'

export interface DefectPlacesProps {
  /** Each with its number; those without a place stand in the list alone. */
  readonly defects: readonly { readonly defect: DefectView; readonly number: number }[]
}

export function DefectPlaces({ defects }: DefectPlacesProps) {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { goTo } = useJobTools()
  const { vehicle } = useJobClient()
  if (!defects.some(({ defect }) => defect.position)) return null
  return (
    <section aria-label={t('defect.places')} className="rounded-card border border-line bg-surface p-3">
      <TurningVehicle
        art={drawingOf(vehicle?.body.value)}
        label={t('defect.places')}
        nameOf={zoneName}
        captionOf={(each) => t(`map.view.${each}`)}
        onPress={({ zone }) => goTo('zones', zone)}
      >
        {(scale) =>
          defects.map(({ defect, number }) => (
            <Pin
              key={defect.id}
              number={number}
              at={defect.position}
              arrow={defect.arrow ?? null}
              isBlocking={defect.open && defect.severity === 3}
              isChosen={false}
              scale={scale}
            />
          ))
        }
      </TurningVehicle>
    </section>
  )
}
