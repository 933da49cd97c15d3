// The semantic model of the KPI "cross-sell conversion rate" as its definition publishes it, names kept verbatim; the join and
// the unqualified table are explained in ../README.md. The rate is that of customer-days: kpi_offer_conversion has the others.
cube(`CrossSellMetrics`, {
  sql: `SELECT * FROM cross_sell_metrics`,

  joins: {
    dim_date: {
      relationship: `many_to_one`,
      sql: `${CUBE}.offer_date = ${dim_date}.date_day`
    }
  },

  measures: {
    crossSellPurchases: {
      sql: `number_of_cross_sell_purchases`,
      type: `sum`,
      title: `Number of Cross-Sell Purchases`,
      description: `The number of customers who accepted the cross-sell offer and made a purchase.`
    },
    totalCrossSellOffers: {
      sql: `total_number_of_cross_sell_offers`,
      type: `sum`,
      title: `Total Number of Cross-Sell Offers`,
      description: `The total number of customers who were presented with cross-sell opportunities.`
    },
    crossSellConversionRate: {
      sql: `100.0 * ${crossSellPurchases} / NULLIF(${totalCrossSellOffers}, 0)`,
      type: `number`,
      title: `Cross-Sell Conversion Rate`,
      description: `Measures the percentage of existing customers who purchase additional, complementary products or services.`
    }
  },

  dimensions: {
    id: {
      sql: `id`,
      type: `number`,
      primaryKey: true
    },
    customerId: {
      sql: `customer_id`,
      type: `number`,
      title: `Customer ID`,
      description: `Unique identifier for each customer.`
    },
    offerDate: {
      sql: `offer_date`,
      type: `time`,
      title: `Offer Date`,
      description: `The date when the cross-sell offer was made.`
    }
  }
});
