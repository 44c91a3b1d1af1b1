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
        className={`size-2 rounded-full bg-current ${COLOURS[live.phase]} ${live.phase === "live" ? "pulse-dot" : ""}`}
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
      className="rise flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md border border-line bg-panel px-4 py-2 text-sm text-soft"
    >
      <span>{t("live.away", { ago })}</span>
      <button type="button" className="link" onClick={retry}>
        {t("live.retry")}
      </button>
    </p>
  )
}
