const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('parity', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  shout: (value) => ipcRenderer.send('shout', value),
  onHeard(listener) {
    const forward = (_event, value) => listener(value)
    ipcRenderer.on('heard', forward)
    return () => ipcRenderer.removeListener('heard', forward)
  },
  sum: (a, b) => a + b,
  refuse: () => {
    throw new Error('refused')
  },
})
window.leaked = 'the page must not see this'
