import type { ReactNode } from 'react'

/** A titled part of a panel or a page. Isolated: when one part changes, the others' painting is kept. */
export function Part(props: { readonly title: string; readonly action?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="isolate flex flex-col gap-2">
      <div className="flex min-h-touch items-center justify-between gap-2">
        <h3 className="font-semibold">{props.title}</h3>
        {props.action}
      </div>
      {props.children}
    </section>
  )
}
