// Puts a button beside every file field that fills in a fictional document, so that an upload can be tried at once.
const SAMPLES = [
  { name: 'sample-document.png', type: 'image/png' },
  { name: 'sample-document.pdf', type: 'application/pdf' },
];

new MutationObserver(() => {
  for (const input of document.querySelectorAll('input[type="file"]:not([data-sample])')) addButton(input);
}).observe(document.getElementById('swagger-ui'), { childList: true, subtree: true });

function addButton(input) {
  const field = input.closest('tr')?.dataset.propertyName ?? 'file';
  const position = [...document.querySelectorAll('input[type="file"]')].indexOf(input);
  const sample = SAMPLES[position % SAMPLES.length];
  input.dataset.sample = sample.name;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn sample-document';
  button.textContent = 'Use sample document';
  button.setAttribute('aria-label', `Use sample document for ${field}`);
  button.addEventListener('click', () => void fill(input, sample));
  input.after(button);
}

async function fill(input, { name, type }) {
  const response = await fetch(`/docs/${name}`);
  const files = new DataTransfer();
  files.items.add(new File([await response.blob()], name, { type }));
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
