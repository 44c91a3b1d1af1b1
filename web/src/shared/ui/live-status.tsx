import { useTranslate } from "@/shared/i18n"

import { useTimeAgo } from "./time-ago"

import type { Live } from "@/shared/live"

const COLOURS = {
  connecting: "text-faint",
  live: "text-up",
  reconnecting: "text-faint",
  stale: "text-warn",
  closed: "text-faint",
} as const

/** The state of the connection: a dot that beats with each message, latency or age. */
export function LiveStatus({ live, latency }: { live: Live; latency?: number | null }) {
  const t = useTranslate()
  const label =
    live.phase === "live" && live.polling ? "live.polling" : (`live.${live.phase}` as const)
  return (
    <span className="inline-flex items-center gap-2 text-sm whitespace-nowrap text-soft">
      <span
        key={live.board?.version ?? live.phase}
        aria-hidden="true"
        className={`relative size-2 rounded-full bg-current ${COLOURS[live.phase]} ${live.phase === "live" ? "pulse-dot" : ""}`}
      />
      <span role="status">{t(label)}</span>
      {live.phase === "live" && latency != null && (
        <span className="text-faint">{t("live.latency", { ms: latency })}</span>
      )}
    </span>
  )
}

/** When the last word came. Ticks. */
export function Heard({ at }: { at: number }) {
  const t = useTranslate()
  const ago = useTimeAgo(at)
  return <span className="label whitespace-nowrap">{t("live.updated", { ago })}</span>
}

/** Over a page whose server is away: since when, and a way to try at once. */
export function AwayNotice({ live }: { live: Live }) {
  if (live.heardAt === null || (live.phase !== "reconnecting" && live.phase !== "stale"))
    return null
  return <Away at={live.heardAt} retry={live.retry} />
}

function Away({ at, retry }: { at: number; retry: () => void }) {
  const t = useTranslate()
  const ago = useTimeAgo(at)
  return (
    <p
      role="status"
      // Late, so that a short break is passed over; fixed, so that nothing jumps.
      className="rise no-print fixed inset-x-0 bottom-20 z-30 mx-auto flex w-fit max-w-[calc(100vw-32px)] flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-line bg-raised px-5 py-3 text-sm text-text shadow-float [animation-delay:1.5s] lg:bottom-6"
    >
      <span>{t("live.away", { ago })}</span>
      <button type="button" className="link" onClick={retry}>
        {t("live.retry")}
      </button>
    </p>
  )
}
