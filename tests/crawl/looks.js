// What a person would see to be wrong on a screen; `window.crawl` of a page that is looked at.
(() => {
    const NARROW = 3;
    // Parts of a screen whose text must not lie upon each other.
    const BODY = ".o_action_manager, .o_main_navbar, .modal, main, #wrap";

    // What only a screen reader reads lies in a box of one pixel.
    function isHiddenFromSight(element) {
        for (let it = element; it; it = it.parentElement) {
            if (it.offsetWidth <= 1 && getComputedStyle(it).overflowX !== "visible") {
                return true;
            }
        }
        return false;
    }

    // A list within a form whose columns or buttons lie beyond its edge. On a phone lists scroll.
    function cut() {
        if (innerWidth < 1000) {
            return "";
        }
        for (const list of document.querySelectorAll(".o_field_widget .o_list_renderer")) {
            const edge = list.getBoundingClientRect().right;
            const gone = [...list.querySelectorAll("tbody tr:first-child > td")].find(
                (it) => it.innerText.trim() && it.getBoundingClientRect().right > edge + 4
            );
            if (gone && list.offsetParent) {
                return `"${gone.innerText.trim().slice(0, 30)}" lies beyond the edge of its list`;
            }
        }
        return "";
    }

    function overflow() {
        const root = document.documentElement;
        const wide = root.scrollWidth - root.clientWidth;
        const boxes = document.querySelectorAll(
            ".o_form_view .o_form_sheet, .o_portal, .modal-body, main .card, " +
                '[class*="o_credit_"], [class*="o_statement_"], .o_credit_start_tile'
        );
        const spill = [...boxes].find(
            (it) =>
                it.offsetParent &&
                it.clientWidth > 0 &&
                !isHiddenFromSight(it) &&
                it.scrollWidth - it.clientWidth > 4 &&
                getComputedStyle(it).overflowX === "visible" &&
                getComputedStyle(it).display !== "inline"
        );
        if (wide > 2) {
            return `the page is ${wide} px too wide`;
        }
        return spill ? `${spill.className} is wider than its place` : "";
    }

    function isOpaque(element, other) {
        for (let it = element; it && !it.contains(other); it = it.parentElement) {
            const style = getComputedStyle(it);
            if (!/^rgba\(.*, 0\)$|^transparent$/.test(style.backgroundColor)) {
                return true;
            }
            if (style.position === "fixed" || style.position === "sticky") {
                return true;
            }
        }
        return false;
    }

    // Lines of text that the window shows: [element, rectangle, text].
    function lines() {
        const found = [];
        for (const body of document.querySelectorAll(BODY)) {
            const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && found.length < 1500) {
                const node = walker.currentNode;
                const element = node.parentElement;
                if (
                    !node.data.trim() ||
                    /^(SCRIPT|STYLE|TEXTAREA|OPTION)$/.test(element.tagName) ||
                    !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
                ) {
                    continue;
                }
                const range = document.createRange();
                range.selectNodeContents(node);
                for (const it of range.getClientRects()) {
                    if (it.width > 2 && it.bottom > 0 && it.top < innerHeight) {
                        found.push([element, it, node.data.trim().slice(0, 30)]);
                    }
                }
            }
        }
        return found.sort((one, two) => one[1].top - two[1].top);
    }

    function upon() {
        const found = lines();
        for (let first = 0; first < found.length; first++) {
            const [element, box, text] = found[first];
            for (let second = first + 1; second < found.length; second++) {
                const [other, its, words] = found[second];
                if (its.top > box.bottom - NARROW) {
                    break;
                }
                const left = Math.max(box.left, its.left);
                const right = Math.min(box.right, its.right);
                const bottom = Math.min(box.bottom, its.bottom);
                if (other === element || right - left < NARROW || bottom - its.top < NARROW + 2) {
                    continue;
                }
                const top = document.elementFromPoint((left + right) / 2, (its.top + bottom) / 2);
                const seen = top && (element.contains(top) || other.contains(top));
                if (seen && !isOpaque(top, element.contains(top) ? other : element)) {
                    return `text over text: "${text}" and "${words}"`;
                }
            }
        }
        return "";
    }

    function missing() {
        const broken = [...document.images].find(
            (it) => it.complete && !it.naturalWidth && it.getAttribute("src") && it.offsetParent
        );
        return broken ? `no picture: ${broken.getAttribute("src").slice(0, 80)}` : "";
    }

    window.crawl = {
        look: () => [overflow(), cut(), upon(), missing()].filter(Boolean),
    };
})();
