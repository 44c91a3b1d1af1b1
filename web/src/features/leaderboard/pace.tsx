import { perMinute, useBoardActivity } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { Sparkline } from "@/shared/ui"

/** Scores a minute over the last hour. */
export function Pace({ leaderboard }: { leaderboard: string }) {
  const t = useTranslate()
  const { data } = useBoardActivity(leaderboard)
  if (!data) return null
  return (
    <section
      aria-labelledby="pace-title"
      className="panel flex flex-col overflow-hidden pt-4 sm:pt-5"
    >
      <div className="flex items-baseline justify-between gap-4 px-5">
        <h2 id="pace-title" className="label">
          {t("pace.title")}
        </h2>
        <span className="label">{t("pace.now", { count: data.events_last_minute })}</span>
      </div>
      <Sparkline
        values={perMinute(data)}
        label={t("home.activity")}
        className="mt-auto h-12 w-full pt-3 sm:h-20 sm:pt-4 text-accent"
      />
    </section>
  )
}
