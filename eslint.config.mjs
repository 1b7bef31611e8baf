// Explicit rules only: nothing to import, so that the checker may live in any folder.
const browser = [
    "window",
    "document",
    "console",
    "navigator",
    "location",
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "requestAnimationFrame",
    "fetch",
    "URL",
    "URLSearchParams",
    "FormData",
    "Event",
    "CustomEvent",
    "HTMLElement",
    "MutationObserver",
    "ResizeObserver",
    "crypto",
    "localStorage",
    "sessionStorage",
];
const odoo = ["odoo", "owl", "luxon", "Chart"];

export default [
    {
        files: ["**/*.js"],
        linterOptions: { reportUnusedDisableDirectives: "error" },
        languageOptions: {
            ecmaVersion: 2023,
            sourceType: "module",
            globals: Object.fromEntries([...browser, ...odoo].map((name) => [name, "readonly"])),
        },
        rules: {
            curly: "error",
            eqeqeq: "error",
            "no-const-assign": "error",
            "no-dupe-keys": "error",
            "no-empty": ["error", { allowEmptyCatch: false }],
            "no-undef": "error",
            "no-unreachable": "error",
            "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
            "no-var": "error",
            "prefer-const": "error",
            "max-lines": ["error", 300],
        },
    },
];
