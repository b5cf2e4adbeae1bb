/** Where a photo's original is, in words and a sign: on this device, on the relay, or still with who took it. */
import { useDeviceName } from '../../../api/devices.ts'
import { useWords } from '../../../i18n/index.ts'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { useJobTools } from '../context.tsx'
import { useBlob } from './blobs.ts'

export function PhotoState({ photo }: { readonly photo: PhotoEntry }) {
  const { t } = useWords()
  const { job } = useJobTools()
  const deviceName = useDeviceName()
  const original = useBlob(photo.sha256)
  if (!original) return null
  if (original.here) {
    return (
      <Badge tone={original.relay ? 'ok' : 'info'} icon={original.relay ? 'synced' : 'here'}>
        {t(original.relay ? 'photo.state.both' : 'photo.state.here')}
      </Badge>
    )
  }
  const device = job.ledger.fact(photo.id)?.device
  return (
    <Badge tone="warn" icon="device">
      {t(original.relay ? 'photo.state.relay' : 'photo.state.away', { device: device ? deviceName(device) : '?' })}
    </Badge>
  )
}
