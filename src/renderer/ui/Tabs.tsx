import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'

export interface TabSpec {
  readonly id: string
  readonly label: string
  /** A number or a mark after the word. */
  readonly extra?: ReactNode
  readonly render: () => ReactNode
}

export function Tabs(props: {
  readonly label: string
  readonly tabs: readonly TabSpec[]
  readonly selected: string
  readonly onSelect: (id: string) => void
}) {
  const list = useSelectedInSight(props.selected)
  return (
    <AriaTabs
      selectedKey={props.selected}
      onSelectionChange={(key) => props.onSelect(String(key))}
      // React Aria says « focus visible » here for whatever has the focus within: that one shows it.
      className="flex min-h-0 flex-1 flex-col data-[focus-visible]:outline-none"
    >
      <TabList
        ref={list}
        aria-label={props.label}
        className="scroll-faded flex shrink-0 gap-1 border-b border-line px-2"
      >
        {props.tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            className={
              'flex min-h-touch shrink-0 cursor-pointer items-center gap-2 border-b-3 border-transparent px-3 whitespace-nowrap text-ink-soft ' +
              'data-[focus-visible]:-outline-offset-3 data-[hovered]:text-ink data-[selected]:border-accent data-[selected]:font-semibold data-[selected]:text-ink'
            }
          >
            {tab.label}
            {tab.extra}
          </Tab>
        ))}
      </TabList>
      {props.tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="relative min-h-0 flex-1 overflow-auto">
          {tab.render()}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}

/** In a narrow window the row scrolls: the selected tab stays in sight, also when something else selected it. */
function useSelectedInSight(selected: string) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const row = list.current
    if (!row) return
    const show = () => row.querySelector('[aria-selected=true]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
    const watcher = new ResizeObserver(show)
    watcher.observe(row) // also calls once, at once
    return () => watcher.disconnect()
  }, [selected])
  return list
}

/** A small count beside a tab's word. */
export function Count({ value }: { readonly value: number }) {
  return <span className="rounded-full bg-sunken px-2 text-sm text-ink">{value}</span>
}
