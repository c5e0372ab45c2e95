# Build: everything, to make the bundle.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/bundle.ts

# Production dependencies alone.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.title="hostage-figures" \
      org.opencontainers.image.description="Versioned, source-cited figures about the hostages taken to Gaza on 7 October 2023" \
      org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
WORKDIR /app
# The bundle holds all packages but two: one has machine code, the other files that are served as they are.
COPY --from=dependencies /app/node_modules/better-sqlite3 node_modules/better-sqlite3
COPY --from=dependencies /app/node_modules/@fastify/swagger-ui node_modules/@fastify/swagger-ui
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY data data
COPY migrations migrations
COPY openapi openapi
# The database is the only thing that is written; the root file system may be read-only.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATABASE_PATH=/data/figures.db
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "dist/cli.js", "serve"]
