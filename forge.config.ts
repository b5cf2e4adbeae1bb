import { FuseV1Options, FuseVersion } from '@electron/fuses'
import { MakerDeb } from '@electron-forge/maker-deb'
import { MakerZIP } from '@electron-forge/maker-zip'
import { FusesPlugin } from '@electron-forge/plugin-fuses'
import { VitePlugin } from '@electron-forge/plugin-vite'
import type { ForgeConfig } from '@electron-forge/shared-types'

/** A folder of Electron zips, where its binary must not or cannot be fetched. */
const electronZipDir = process.env['RPMA_ELECTRON_ZIP_DIR']
const executableName = 'rpma'

const config: ForgeConfig = {
  packagerConfig: {
    ...(electronZipDir ? { electronZipDir } : {}),
    executableName,
    appBundleId: 'com.rpma.desktop',
    // `**/*.node` would miss it: .vite is a dot folder.
    asar: { unpack: '**/.vite/**/*.node' },
    protocols: [{ name: 'RPMA', schemes: ['rpma'] }],
    extendInfo: {
      NSLocalNetworkUsageDescription: 'RPMA joint le relais de l’atelier.',
      NSCameraUsageDescription: 'RPMA lit le QR code qui fait entrer ce poste dans l’atelier.',
    },
  },
  // better-sqlite3 brings Node-API prebuilds: nothing is ever compiled.
  rebuildConfig: { onlyModules: [] },
  makers: [
    new MakerZIP({}),
    new MakerDeb({
      options: {
        bin: executableName,
        genericName: 'Interventions PPF',
        categories: ['Office'],
        mimeType: ['x-scheme-handler/rpma'],
      },
    }),
  ],
  plugins: [
    new VitePlugin({
      build: [
        { entry: 'src/main/main.ts', config: 'vite.main.config.ts', target: 'main' },
        { entry: 'src/preload/preload.ts', config: 'vite.preload.config.ts', target: 'preload' },
      ],
      renderer: [{ name: 'main_window', config: 'vite.renderer.config.ts' }],
    }),
    new FusesPlugin({
      version: FuseVersion.V1,
      strictlyRequireAllFuses: true,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
      [FuseV1Options.WasmTrapHandlers]: true,
    }),
  ],
}

export default config
