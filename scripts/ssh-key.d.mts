export function generateSshKey(): { readonly private: string; readonly public: string };
