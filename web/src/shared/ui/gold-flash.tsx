import { useState } from "react"

/** How often the lead has changed since the page opened. */
export function useLeadChanges(leader: string | undefined): number {
  const [known, setKnown] = useState({ leader, changes: 0 })
  if (known.leader === leader || leader === undefined) return known.changes
  const changes = known.leader === undefined ? known.changes : known.changes + 1
  setKnown({ leader, changes })
  return changes
}

type Props = { changes: number; className?: string | undefined }

/** One quiet flash of gold each time that the lead changes; nothing when the page opens. */
export function LeadFlash({ changes, className = "" }: Props) {
  if (!changes) return null
  return (
    <span
      key={changes}
      aria-hidden="true"
      className={`flash-gold pointer-events-none absolute inset-0 ${className}`}
    />
  )
}

/** As `LeadFlash`, in a place that stays where it is while leaders come and go. */
export function GoldFlash({ leader, className }: { leader: string; className?: string }) {
  return <LeadFlash changes={useLeadChanges(leader)} className={className} />
}
