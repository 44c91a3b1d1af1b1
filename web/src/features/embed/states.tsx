import { isNotFound, Problem } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { Bone } from "@/shared/ui"

import type { Look } from "@/shared/stage"

/** Rows as they will stand, so that the page around does not jump. */
export function Bones({ look }: { look: Look }) {
  const t = useTranslate()
  return (
    <div role="status">
      <span className="sr-only">{t("state.loading")}</span>
      {Array.from({ length: look.rows }, (_, index) => (
        <div key={index} className="embed-bone" aria-hidden="true">
          <Bone className="h-4 w-6" />
          <Bone className={`h-4 ${["w-36", "w-24", "w-44"][index % 3] ?? ""}`} />
          <Bone className="ml-auto h-4 w-14" />
        </div>
      ))}
    </div>
  )
}

type NoteProps = { id: string; error: Error | null; reason?: string | null }

/** Why nothing is shown, in one sentence. It goes away by itself when the reason does. */
export function Note({ id, error, reason }: NoteProps) {
  const t = useTranslate()
  const status = error instanceof Problem ? error.status : null
  return (
    <p role="alert" className="embed-note">
      {reason
        ? reason
        : isNotFound(error)
          ? t("state.notfound.board", { id })
          : status === 503
            ? t("state.loadingboard")
            : status === 0
              ? t("embed.away")
              : error?.message || reason || t("state.error")}
    </p>
  )
}
