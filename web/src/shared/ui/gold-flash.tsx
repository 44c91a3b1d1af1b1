import { useState } from "react"

/** One quiet flash of gold when who leads changes; nothing when the page opens. */
export function GoldFlash({ leader, className = "" }: { leader: string; className?: string }) {
  const [before, setBefore] = useState(leader)
  const [flashes, setFlashes] = useState(0)
  if (before !== leader) {
    setBefore(leader)
    setFlashes(flashes + 1)
  }
  if (!flashes) return null
  return (
    <span
      key={flashes}
      aria-hidden="true"
      className={`flash-gold pointer-events-none absolute inset-0 ${className}`}
    />
  )
}
