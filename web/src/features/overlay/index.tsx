import { useTranslate } from "@/shared/i18n"
import { isRefused } from "@/shared/api"
import { Tower, useLook, useStageBoard } from "@/shared/stage"
import { usePageTitle } from "@/shared/ui"

import { OverlayTitle } from "./overlay-title"
import { QuietDot } from "./quiet-dot"

import "./overlay.css"

/** A timing tower over a video, or on a screen of its own. Nothing else, and no way to err. */
export default function OverlayScreen({ id }: { id: string }) {
  const t = useTranslate()
  const look = useLook()
  const { board, live, window, error } = useStageBoard(id, look)
  usePageTitle(board?.title)
  const { background, scale } = look
  const isSolid = background !== null && background !== "transparent"
  return (
    <main
      className="overlay"
      data-solid={isSolid || undefined}
      style={{ zoom: scale, "--zoom": scale } as object}
    >
      {board && live.board ? (
        <div className="overlay-box arrive">
          {look.title ? (
            <OverlayTitle board={board} live={live} window={window} />
          ) : (
            <QuietDot live={live} className="absolute -top-3 right-0" />
          )}
          <Tower board={board} live={live.board} rows={look.rows} followed={look.player} />
          {live.board.entries.length === 0 && (
            <p className="overlay-note">{t("board.empty.title")}</p>
          )}
        </div>
      ) : isRefused(error) ? (
        // Whoever sets the overlay up must see it; a server that is away is waited for.
        <p className="overlay-note">
          {error.status === 404 ? t("state.notfound.board", { id }) : error.message}
        </p>
      ) : null}
    </main>
  )
}
