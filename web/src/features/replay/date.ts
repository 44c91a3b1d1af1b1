import { locale } from "@/shared/i18n"

const DAY = 86_400_000

/** How a moment is written, by how long the whole is: a year has months, a day has minutes. */
export function momentFormat(spanMs: number, large: boolean): (at: number) => string {
  const format = new Intl.DateTimeFormat(locale(), { ...partsOf(spanMs, large), timeZone: "UTC" })
  return (at) => format.format(at)
}

function partsOf(span: number, large: boolean): Intl.DateTimeFormatOptions {
  if (span > 900 * DAY) return { month: large ? "short" : "long", year: "numeric" }
  if (span > 25 * DAY) {
    const day = { day: "numeric", month: large ? "short" : "long" } as const
    return large ? day : { ...day, year: "numeric" }
  }
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const
  if (span > 1.5 * DAY && large) return { weekday: "short", day: "numeric", month: "short" }
  if (span > 1.5 * DAY) return { day: "numeric", month: "long", ...time }
  const seconds = span < 3_600_000 ? { second: "2-digit" as const } : {}
  if (large) return { ...time, ...seconds }
  return { day: "numeric", month: "long", ...time, ...seconds }
}
