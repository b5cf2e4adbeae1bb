/** Six digits that two people compare across a room. Screen readers get them one by one, in `label`. */
export function Digits({ digits, label }: { readonly digits: string; readonly label: string }) {
  const half = Math.ceil(digits.length / 2)
  return (
    <p className="rounded-card bg-sunken px-3 py-5 text-center">
      <span className="sr-only">{label}</span>
      <span
        aria-hidden="true"
        data-digits={digits}
        className="inline-flex gap-[0.4em] font-mono text-5xl leading-none font-bold tracking-[0.08em] sm:text-7xl"
      >
        <span>{digits.slice(0, half)}</span>
        <span>{digits.slice(half)}</span>
      </span>
    </p>
  )
}
