import { useQuery } from "@tanstack/react-query"
import { Link } from "wouter"

import { playerQuery } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { CloseIcon } from "@/shared/ui"

/** The player who is looked for does not stand here: says so, and leads to where they do. */
export function NoEntry({ player, onClose }: { player: string; onClose: () => void }) {
  const t = useTranslate()
  const { data } = useQuery(playerQuery(player))
  const name = data?.display_name || player
  return (
    <div
      role="status"
      className="no-print mt-4 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md bg-panel py-2 pr-2 pl-4 text-sm"
    >
      <span className="min-w-0 wrap-anywhere">
        {t("board.noentry", { name: `\u2068${name}\u2069` })}
      </span>
      {data && (
        <Link href={address.player(player)} className="link">
          {t("board.noentry.way")}
        </Link>
      )}
      <button
        type="button"
        className="icon-button ml-auto"
        aria-label={t("app.close")}
        onClick={onClose}
      >
        <CloseIcon size={18} />
      </button>
    </div>
  )
}
