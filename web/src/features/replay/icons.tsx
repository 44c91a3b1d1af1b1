const PATHS = {
  play: "M8 5.2v13.6a.8.8 0 0 0 1.2.7l10.9-6.8a.8.8 0 0 0 0-1.4L9.2 4.5A.8.8 0 0 0 8 5.2Z",
  pause: "M7 4.5h3.2v15H7zM13.8 4.5H17v15h-3.2z",
  again: "M12 4.5a7.5 7.5 0 1 1-7.1 5.1l1.9.6A5.5 5.5 0 1 0 12 6.5v3L7.2 5.8 12 2v2.5Z",
  before:
    "M6 5h2.2v14H6zM20 5.8v12.4a.6.6 0 0 1-1 .5l-8.2-6.2a.6.6 0 0 1 0-1L19 5.3a.6.6 0 0 1 1 .5Z",
  after:
    "M15.8 5H18v14h-2.2zM4 5.8v12.4a.6.6 0 0 0 1 .5l8.2-6.2a.6.6 0 0 0 0-1L5 5.3a.6.6 0 0 0-1 .5Z",
}

/** The signs of a player of films, which everybody knows. */
export function DeckIcon({ sign, size = 22 }: { sign: keyof typeof PATHS; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden="true">
      <path d={PATHS[sign]} />
    </svg>
  )
}
