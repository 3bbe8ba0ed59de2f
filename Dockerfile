# What it takes to run it: docs/operations.md, Installing.
FROM node:20-slim AS build
WORKDIR /opt/qiyun
COPY package.json package-lock.json ./
COPY console/package.json console/
RUN npm ci
COPY . .
RUN npm run build && rm -rf dist/compiled

FROM node:20-slim AS dependencies
WORKDIR /opt/qiyun
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false

FROM node:20-slim
# The first process of a container takes in whoever lost his parent
RUN apt-get update && apt-get install --yes --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/qiyun
COPY --from=dependencies /opt/qiyun/node_modules node_modules
COPY --from=build /opt/qiyun/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY web web
RUN install --directory --owner=node --group=node --mode=0700 /data
# PostgreSQL refuses to be root
USER node
ENV NODE_ENV=production QIYUN_DATA_DIR=/data
VOLUME /data
EXPOSE 8080 1883
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
