import type { App } from '../app.ts'
export function docsRoutes(_app: App) {}
