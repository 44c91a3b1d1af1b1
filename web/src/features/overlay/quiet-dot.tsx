import type { Live } from "@/shared/live"

/** The only word about a server that is away: what stands below is the last that was known. */
export function QuietDot({ live, className = "" }: { live: Live; className?: string }) {
  if (live.phase === "live") return null
  return (
    <span
      data-phase={live.phase}
      className={`size-2 rounded-full bg-[#9aa3b2] shadow-[0_0_2px_#000] ${className}`}
    />
  )
}
