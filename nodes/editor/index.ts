import forms from 'virtual:forms';

export { forms };
