import { useState } from "react"

import { useTranslate } from "@/shared/i18n"
import { CheckIcon, LinkIcon, writeText } from "@/shared/ui"

const THANKS_MS = 2000

/** Puts a link that leads to this very place on the clipboard. */
export function CopyLink({ url }: { url: string }) {
  const t = useTranslate()
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await writeText(new URL(url, location.href).href)
    setCopied(true)
    setTimeout(() => setCopied(false), THANKS_MS)
  }
  return (
    <button
      type="button"
      className="link inline-flex items-center gap-2 whitespace-nowrap"
      onClick={() => void copy()}
    >
      {isCopied ? <CheckIcon size={16} /> : <LinkIcon size={16} />}
      <span aria-live="polite">{t(isCopied ? "you.copied" : "you.copy")}</span>
    </button>
  )
}
