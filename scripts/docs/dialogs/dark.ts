/** Colours of a dark theme for editors that have none of their own. */
export const darkColours = `:root {
--red-ui-primary-background: #1e1e1e; --red-ui-secondary-background: #252526; --red-ui-secondary-background-selected: #37373d;
--red-ui-secondary-background-inactive: #2d2d2d; --red-ui-secondary-background-hover: #2a2d2e; --red-ui-secondary-background-disabled: #2d2d2d;
--red-ui-tertiary-background: #2d2d2d; --red-ui-primary-text-color: #d4d4d4; --red-ui-secondary-text-color: #b0b0b0;
--red-ui-secondary-text-color-focus: #ccc; --red-ui-secondary-text-color-hover: #ccc; --red-ui-secondary-text-color-active: #ccc;
--red-ui-secondary-text-color-selected: #ccc; --red-ui-secondary-text-color-inactive: #777; --red-ui-secondary-text-color-disabled: #777;
--red-ui-tertiary-text-color: #909090; --red-ui-header-text-color: #d4d4d4; --red-ui-text-color-error: #f88070; --red-ui-text-color-warning: #e0a030;
--red-ui-text-color-success: #7fba3a; --red-ui-form-background: #1e1e1e; --red-ui-form-text-color: #d4d4d4; --red-ui-form-placeholder-color: #808080;
--red-ui-form-input-background: #2b2b2b; --red-ui-form-input-background-disabled: #252526; --red-ui-form-input-border-color: #4a4a4a;
--red-ui-form-input-border-selected-color: #6a93c0; --red-ui-form-input-border-error-color: #f88070; --red-ui-form-input-focus-color: #6a93c0;
--red-ui-form-button-background: #333; --red-ui-form-tips-background: #333; --red-ui-primary-border-color: #4a4a4a; --red-ui-secondary-border-color: #3a3a3a;
--red-ui-list-item-color: #d4d4d4; --red-ui-list-item-background: #252526; --red-ui-list-item-background-hover: #37373d; --red-ui-list-item-background-selected: #37373d;
--red-ui-workspace-button-color: #d4d4d4; --red-ui-workspace-button-background: #333; --red-ui-workspace-button-color-primary: #fff; --red-ui-workspace-button-background-primary: #7a1f1f;
--red-ui-popover-background: #333; --red-ui-popover-color: #d4d4d4; --red-ui-type-search-background: #252526; --red-ui-tray-header-background: #252526;
}
`;
