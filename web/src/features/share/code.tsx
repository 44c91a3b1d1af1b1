import { useTranslate } from "@/shared/i18n"
import { CheckIcon, LinkIcon, useCopied } from "@/shared/ui"

type Props = { text: string; page: string; label: string }

/** What to copy, and where it leads. */
export function Code({ text, page, label }: Props) {
  const t = useTranslate()
  const { isCopied, copy } = useCopied(text)
  return (
    <section aria-labelledby="share-code" className="min-w-0 md:col-span-2">
      <h3 id="share-code" className="text-sm text-soft">
        {label}
      </h3>
      <pre
        tabIndex={0}
        aria-labelledby="share-code"
        className="mt-2 rounded-md border border-line bg-panel p-4 font-mono text-[13px] leading-6 break-all whitespace-pre-wrap text-text select-all"
      >
        <code>{text}</code>
      </pre>
      <p className="mt-3 flex flex-wrap items-center gap-4 text-sm">
        <button type="button" className="button" data-strong="" onClick={copy}>
          {isCopied ? <CheckIcon size={16} /> : <LinkIcon size={16} />}
          <span aria-live="polite">{t(isCopied ? "share.copied" : "share.copy")}</span>
        </button>
        <a className="link" href={page} target="_blank" rel="noopener">
          {t("share.try")}
        </a>
      </p>
    </section>
  )
}
