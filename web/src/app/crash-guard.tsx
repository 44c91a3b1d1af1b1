import { Component, type ReactNode } from "react"

import { useTranslate } from "@/shared/i18n"
import { Message } from "@/shared/ui"

/** Shows a sentence instead of an empty page where drawing fails. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError() {
    return { crashed: true }
  }

  override render() {
    return this.state.crashed ? <Crash /> : this.props.children
  }
}

function Crash() {
  const t = useTranslate()
  return (
    <Message title={t("state.crash")}>
      <p role="alert">{t("state.crash.text")}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t("state.reload")}
      </button>
    </Message>
  )
}
