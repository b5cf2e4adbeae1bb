/** Things that main tells by an event and answers by a call of the same name. */
import { useEffect, useState } from 'react'
import type { CallOutput, EventName, EventPayload, CallName } from '../../contract/index.ts'
import { ask } from './calls.ts'
import { useDesk } from './desk.ts'

export type Told = Extract<CallName & EventName, 'join.status' | 'link.opened' | 'devices.invitation' | 'host.status'>

/** Undefined until main has answered once. The setter is for answers of other calls that are newer. */
export function useTold<N extends Told>(name: N): [EventPayload<N> | undefined, (value: EventPayload<N>) => void] {
  const { api } = useDesk()
  const [value, setValue] = useState<EventPayload<N>>()
  useEffect(() => {
    let heard = false
    let gone = false
    const stop = api.on(name, (payload) => {
      heard = true
      setValue(payload)
    })
    // An event that overtook the answer is the newer one.
    ask(api, name, {} as never).then(
      (answer: CallOutput<N>) => {
        if (!heard && !gone) setValue(answer as EventPayload<N>)
      },
      () => undefined,
    )
    return () => {
      gone = true
      stop()
    }
  }, [api, name])
  return [value, setValue]
}
