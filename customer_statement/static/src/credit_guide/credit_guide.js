import { guideModels } from "@customer_credit_balance/credit_guide/credit_guide";

guideModels.add("customer_statement", /^customer\.(statement|reminder)(\.|$)/);
