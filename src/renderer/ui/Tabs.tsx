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
  return (
    <AriaTabs
      selectedKey={props.selected}
      onSelectionChange={(key) => props.onSelect(String(key))}
      className="flex min-h-0 flex-1 flex-col"
    >
      <TabList aria-label={props.label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2">
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
        <TabPanel key={tab.id} id={tab.id} className="min-h-0 flex-1 overflow-auto">
          {tab.render()}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}

/** A small count beside a tab's word. */
export function Count({ value }: { readonly value: number }) {
  return <span className="rounded-full bg-sunken px-2 text-sm text-ink">{value}</span>
}
