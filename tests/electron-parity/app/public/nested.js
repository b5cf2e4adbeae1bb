postMessage(await (await fetch('nested.txt')).text())
