document.querySelector('h1').textContent = 'Parity ready'
