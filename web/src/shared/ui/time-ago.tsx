import { useEffect, useState } from "react"

import { nextTick, timeAgo } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

/** How long ago something was, ticking. `at` in milliseconds. */
export function useTimeAgo(at: number): string {
  useTranslate() // drawn again when the language changes
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), nextTick(at, Date.now()))
    return () => clearTimeout(timer)
  }, [at, now])
  return timeAgo(at, Math.max(now, at))
}

/** As text: "3 minutes ago", with the moment as its title. */
export function TimeAgo({ at }: { at: string }) {
  const text = useTimeAgo(Date.parse(at))
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {text}
    </time>
  )
}
