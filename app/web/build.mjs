// Builds what the pages load into app/web/static: files named after their content, and a manifest that finds them.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'static');
const entries = ['page.js', 'live.js', 'compare.js', 'designer.js', 'migrating.js', 'filing.js', 'kiosk.js', 'kiosk.css', 'page.css', 'live.css', 'designer.css'];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: entries.map((name) => join(here, 'src', name)),
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'linked',
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  nodePaths: [join(here, '..', '..', 'node_modules')],
  metafile: true,
  logLevel: 'warning',
});
const manifest = {};
for (const [file, made] of Object.entries(metafile.outputs)) {
  if (made.entryPoint) {
    const loads = made.imports.filter((one) => one.kind === 'import-statement').map((one) => basename(one.path));
    manifest[basename(made.entryPoint)] = [basename(file), ...loads];
  }
}
for (const file of readdirSync(out).filter((name) => /\.(js|css|svg)$/.test(name))) {
  writeFileSync(join(out, `${file}.gz`), gzipSync(readFileSync(join(out, file)), { level: 9 }));
}
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 1));
