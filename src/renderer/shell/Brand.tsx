/** Our mark: a sheet of film lifting at its corner. */
export function Brand({ size = 28 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect x="2" y="2" width="28" height="28" rx="8" className="fill-accent" />
      <path d="M8,8 L24,8 L24,16 C24,20 20,24 16,24 L8,24 Z" className="fill-accent-ink" opacity="0.92" />
      <path
        d="M24,16 C24,20 20,24 16,24 C18,22 18.500,19.500 18,18 C20,18.200 22.500,18 24,16 Z"
        className="fill-accent"
        opacity="0.55"
      />
    </svg>
  )
}
