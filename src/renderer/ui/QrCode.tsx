import { useMemo } from 'react'
import encodeQR from 'qr'

/** Modules of white around it, without which cameras do not find it. */
const QUIET = 4

/** Black on white in every theme: cameras expect that. Drawn as one path, since the page's policy takes no markup. */
export function QrCode({
  text,
  label,
  size,
}: {
  readonly text: string
  readonly label: string
  readonly size: number
}) {
  const { path, modules } = useMemo(() => {
    const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET })
    const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x},${y}h1v1h-1z`] : [])))
    return { path: dark.join(''), modules: rows.length }
  }, [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${modules} ${modules}`}
      width={size}
      height={size}
      shapeRendering="crispEdges"
      className="qr-code h-auto max-w-full shrink-0 rounded-lg"
    >
      <rect width={modules} height={modules} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}
