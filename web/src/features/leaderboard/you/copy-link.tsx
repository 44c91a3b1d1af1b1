import { useTranslate } from "@/shared/i18n"
import { CheckIcon, LinkIcon, useCopied } from "@/shared/ui"

/** Puts a link that leads to this very place on the clipboard. */
export function CopyLink({ url }: { url: string }) {
  const t = useTranslate()
  const { isCopied, copy } = useCopied(new URL(url, location.href).href)
  return (
    <button
      type="button"
      className="link inline-flex items-center gap-2 whitespace-nowrap"
      onClick={copy}
    >
      {isCopied ? <CheckIcon size={16} /> : <LinkIcon size={16} />}
      <span aria-live="polite">{t(isCopied ? "you.copied" : "you.copy")}</span>
    </button>
  )
}
