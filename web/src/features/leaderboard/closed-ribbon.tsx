import { useTranslate } from "@/shared/i18n"
import { Mark } from "@/shared/ui"

/** Over a season that is over: what stands here will not move again. */
export function ClosedRibbon({ label, onNow }: { label: string; onNow: () => void }) {
  const t = useTranslate()
  return (
    <div className="mt-4 flex flex-wrap items-center gap-3 rounded-md border-l-4 border-gold bg-panel px-4 py-3">
      <Mark size={22} className="text-gold" />
      <strong className="display text-lg">{t("board.closed", { season: label })}</strong>
      <button type="button" className="link no-print ml-auto text-sm" onClick={onNow}>
        {t("board.closed.now")}
      </button>
    </div>
  )
}
