import { useWords } from '../../../i18n/index.ts'
import { CODE_LENGTH } from '../../../ui/codeGroups.ts'
import { CodeInput } from '../../../ui/CodeInput.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { NearbyRelays } from './NearbyRelays.tsx'

export interface TypedInvitationProps {
  readonly relay: string
  readonly onRelay: (url: string) => void
  readonly relayError: string | undefined
  readonly code: string
  readonly onCode: (code: string) => void
  readonly tried: boolean
}

export function TypedInvitation({ relay, onRelay, relayError, code, onCode, tried }: TypedInvitationProps) {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-4">
      <TextInput
        label={t('relay.address')}
        value={relay}
        onChange={onRelay}
        required
        autoFocus
        error={relayError}
        type="url"
      />
      <NearbyRelays onChoose={onRelay} />
      <CodeInput
        label={t('join.code')}
        value={code}
        onChange={onCode}
        hint={t('join.codeHint')}
        error={tried && code.length !== CODE_LENGTH ? t('join.codeFault', { typed: code.length }) : undefined}
      />
    </div>
  )
}
