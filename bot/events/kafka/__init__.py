"""Events by way of Kafka: imported only when ``KAFKA_BOOTSTRAP_SERVERS`` is set."""
