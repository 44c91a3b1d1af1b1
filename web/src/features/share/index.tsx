import { lazy, Suspense, useState } from "react"

import { useTranslate } from "@/shared/i18n"
import { ShareIcon } from "@/shared/ui"

const ShareDialog = lazy(() => import("./share-dialog"))

/** Opens what puts the leaderboard on a website or over a video. */
export function ShareButton({ leaderboard }: { leaderboard: string }) {
  const t = useTranslate()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="icon-button no-print -ml-4"
        aria-label={t("share.open")}
        aria-haspopup="dialog"
        title={t("share.open")}
        onClick={() => setOpen(true)}
      >
        <ShareIcon />
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <ShareDialog leaderboard={leaderboard} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
