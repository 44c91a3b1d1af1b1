import "@fontsource-variable/inter"
import "@fontsource-variable/saira/wdth.css"
import "@/shared/tokens/theme.css"

import { StrictMode } from "react"
import { createRoot } from "react-dom/client"

import { App } from "./app"

const root = document.getElementById("root")
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
