/** Our own small icons, 20 × 20, drawn with one pen. Decorative: the name always stands beside or in a label. */
const PATHS = {
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM13 13l4 4',
  back: 'M12 4l-6 6 6 6',
  forward: 'M8 4l6 6-6 6',
  down: 'M5 8l5 5 5-5',
  warning: 'M10 3L1.8 17h16.4zM10 8v4M10 14.4v.4',
  clash: 'M10 2l8 8-8 8-8-8zM7 8.7h6M7 11.3h6',
  camera: 'M2.5 6.5h3l1.5-2h6l1.5 2h3v9h-15zM10 8.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6z',
  film: 'M3 10a4 4 0 1 0 8 0a4 4 0 1 0-8 0M7 14h10v-3.5M7 9.8v.4',
  person: 'M10 3.5a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4zM3.5 17c.8-3.6 3.4-5 6.5-5s5.700 1.400 6.500 5',
  people:
    'M7.500 4.500a2.600 2.600 0 1 0 0 5.200a2.600 2.600 0 1 0 0-5.200zM2 16c.600-3 2.800-4.300 5.500-4.300s4.900 1.300 5.500 4.300M13 5a2.400 2.400 0 0 1 0 4.600M14.500 11.900c2 .400 3.200 1.700 3.600 4.100',
  here: 'M3 4.500h14v9.500H3zM7 17h6M10 14v3',
  synced:
    'M5.500 15.500a3.700 3.700 0 0 1-.300-7.400a5 5 0 0 1 9.500.700a3.400 3.400 0 0 1 .300 6.700zM7.300 11.300l2.200 2.200 3.600-4',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  language:
    'M10 2.500a7.500 7.500 0 1 0 0 15a7.500 7.500 0 1 0 0-15zM2.500 10h15M10 2.500c2.500 2.300 3.500 4.800 3.500 7.500s-1 5.200-3.500 7.500c-2.500-2.300-3.500-4.800-3.500-7.500s1-5.200 3.500-7.500z',
  lock: 'M4.500 9h11v8h-11zM6.500 9V6.500a3.500 3.500 0 0 1 7 0V9',
  note: 'M4 3h9l3 3v11H4zM7 8h6M7 11h6M7 14h4',
  comment: 'M3 4h14v9.500H9L5.500 17v-3.500H3z',
  thermometer: 'M8.200 11.500V4.300a1.800 1.800 0 0 1 3.600 0v7.200a3.400 3.400 0 1 1-3.600 0zM10 7v6',
  list: 'M3 5h14M3 10h14M3 15h14',
  car: 'M2.500 13v-2.500l2-1L6.500 6h7l2 3.500 2 1V13zM6 13a1.500 1.500 0 1 0 0 3a1.500 1.500 0 1 0 0-3zM14 13a1.500 1.500 0 1 0 0 3a1.500 1.500 0 1 0 0-3zM5 9.500h10',
  keypad:
    'M5 4.900v.200M10 4.900v.200M15 4.900v.200M5 9.900v.200M10 9.900v.200M15 9.900v.200M5 14.900v.200M10 14.900v.200M15 14.900v.200',
  erase: 'M7 5h10v10H7l-4.500-5zM10 8l4 4M14 8l-4 4',
  file: 'M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500',
  calendar: 'M3 5h14v12H3zM3 8.500h14M7 3v3M13 3v3',
  clock: 'M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14zM10 6v4.300l3 1.800',
  device: 'M3 4h14v9H3zM6.500 16.500h7M10 13v3.500',
  key: 'M7 7.500a3.500 3.500 0 1 0 0 7a3.500 3.500 0 1 0 0-7zM9.700 8.900L16.500 2.500M13.500 5.300l2.500 2.500',
  copy: 'M7 7h10v10H7zM13 4V3H3v10h1',
  print: 'M6 8V3h8v5M6 14H3V8h14v6h-3M6 12h8v5H6z',
  qr: 'M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h2v2M17 12v5h-3M12 17v.100',
  leave: 'M8 3H3.500v14H8M8 10h9M13.500 6.500L17 10l-3.500 3.500',
  undo: 'M4 8h8a4.500 4.500 0 0 1 0 9H8M7.500 4.500L4 8l3.500 3.500',
  redo: 'M16 8H8a4.500 4.500 0 0 0 0 9h4M12.500 4.500L16 8l-3.500 3.500',
  more: 'M10 4v.200M10 9.900v.200M10 15.800v.200',
  help: 'M10 2.500a7.500 7.500 0 1 0 0 15a7.500 7.500 0 1 0 0-15zM7.800 8a2.200 2.200 0 1 1 3.300 1.900c-.800.500-1.100.900-1.100 1.800M10 14v.200',
  gate: 'M3 17V6M17 17V6M3 9h14M3 13h14M7 6v11M13 6v11',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      className="shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'keypad' || name === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
