FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && node tools/runtime-folder.mjs /runtime

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data/veivalg
WORKDIR /app
# Root owns the program, so that the server cannot change it; it writes under /data alone.
COPY --from=build /runtime ./
RUN mkdir /data && chown node:node /data
USER node
# DATA_DIR is a folder on the volume and not the volume itself: restoring a backup puts it in place by a rename.
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# A lock that a killed container left behind counts as stale after 10 s, so a start may take that long.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/main.js"]
