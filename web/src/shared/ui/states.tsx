import { Link } from "wouter"

import { isNotFound, Problem } from "@/shared/api/problem"
import { useTranslate } from "@/shared/i18n"

import { Mark } from "./mark"

import type { ReactNode } from "react"

type Props = { title: string; children?: ReactNode; loading?: boolean }

/** A page or panel that has nothing to show, and says what to do. */
export function Message({ title, children, loading = false }: Props) {
  return (
    <div className="rise mx-auto grid max-w-xl grid-cols-[minmax(0,1fr)] justify-items-center gap-4 px-4 py-16 text-center">
      <Mark size={56} loading={loading} className="text-faint" />
      <h2 className="display text-2xl">{title}</h2>
      <div className="grid w-full grid-cols-[minmax(0,1fr)] justify-items-center gap-4 text-soft">
        {children}
      </div>
    </div>
  )
}

/** A command to try, selected by one click. */
export function Curl({ command }: { command: string }) {
  return (
    <pre className="w-full max-w-xl rounded-md border border-line bg-panel p-4 text-left font-mono text-[13px] leading-6 wrap-anywhere whitespace-pre-wrap text-soft select-all">
      <code>{command}</code>
    </pre>
  )
}

/** Nothing stands here, and a way on. */
export function NotFound({ text }: { text?: string }) {
  const t = useTranslate()
  return (
    <Message title={t("state.notfound.title")}>
      <p>{text ?? t("state.notfound.text")}</p>
      <Link href="/" className="button">
        {t("state.notfound.way")}
      </Link>
    </Message>
  )
}

/** What went wrong in a sentence, and another try. `missing` says it where it is a 404. */
export function Failure(props: { error: unknown; retry: () => void; missing?: string }) {
  const t = useTranslate()
  const { error, retry, missing } = props
  if (isNotFound(error)) return <NotFound text={missing ?? error.detail} />
  const problem = error instanceof Problem ? error : null
  if (problem?.status === 503)
    return (
      <Message title={t("state.loading")} loading>
        <p>{t("state.loadingboard")}</p>
      </Message>
    )
  return (
    <Message title={t("state.error")}>
      <p role="alert">{problem?.status === 0 ? t("state.unreachable") : messageOf(error)}</p>
      <button type="button" className="button" onClick={retry}>
        {t("state.retry")}
      </button>
    </Message>
  )
}

/** The loading figure, where no skeleton fits. */
export function Loading() {
  const t = useTranslate()
  return (
    <div role="status" className="grid place-items-center py-24 text-accent">
      <Mark size={56} loading />
      <span className="sr-only">{t("state.loading")}</span>
    </div>
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
