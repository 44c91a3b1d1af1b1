import { useTranslate } from "@/shared/i18n"

import type { Overtaken } from "@/shared/live"

/** Says who has passed you, for a few seconds. */
export function OvertakenNote({ told }: { told: Overtaken | null }) {
  const t = useTranslate()
  const by = told?.by[0]
  return (
    <p
      role="status"
      className="no-print pointer-events-none fixed inset-x-0 bottom-20 z-30 grid justify-items-center px-4 lg:bottom-6"
    >
      {told && by && (
        <span
          key={told.version}
          className="chip rounded-full bg-raised px-5 py-2 text-sm font-medium shadow-float"
        >
          <span aria-hidden="true" className="mr-2 text-down">
            ▼
          </span>
          {t("you.overtaken", {
            name: `\u2068${by.display_name || by.player}\u2069`,
            count: told.count,
          })}
        </span>
      )}
    </p>
  )
}
