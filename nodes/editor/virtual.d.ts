declare module 'virtual:forms' {
  const forms: import('./forms.ts').Forms;
  export default forms;
}
